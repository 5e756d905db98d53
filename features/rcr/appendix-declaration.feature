@ai-platform
Feature: RCR appendix 1: the declaration is always sent
  Lines 158-170.

  @RCR-A5.1
  Scenario Outline: The declaration lists every abnormality evaluated, found or not: <kind> study
    Given a <kind> study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the declaration lists every abnormality evaluated

    Examples:
      | kind     |
      | critical |
      | negative |

  @RCR-A5.2
  Scenario: The declaration gives sensitivity and specificity of each, also when nothing was found
    Given a negative study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then sensitivity and specificity of every abnormality are declared

  @RCR-A5.3
  Scenario: The declaration is coded SR content
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the declaration is coded content of a structured report

  @RCR-A5.4
  Scenario: An Encapsulated PDF is not the only carrier of the declaration
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the declaration is not in a PDF only
