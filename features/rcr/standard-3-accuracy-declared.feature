@ai-platform
Feature: RCR standard 3: the accuracy of the algorithms is declared
  Lines 14-15 and 162.

  @RCR-S3.1
  Scenario: Sensitivity and specificity of every abnormality evaluated come with the results
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then sensitivity and specificity of every abnormality are declared
