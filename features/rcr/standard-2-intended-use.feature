@ai-platform
Feature: RCR standard 2: AI is used only for its intended use
  Lines 13 and 76-78. A study outside is not analysed, and lines 146-150: that is said, so that it is not stuck.

  @RCR-S2.1
  Scenario: Studies outside the declared intended use are not analysed
    Given every study that is out-of-scope has been ordered
    When every exam is completed
    And the AI platform has had its time for every exam
    Then no study outside the intended use was analysed

  @RCR-S2.1
  Scenario: A real abdominal CT is not analysed by a platform for another body part
    Given the real abdominal CT has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then no study outside the intended use was analysed

  @RCR-S2.2
  Scenario: The RIS is told that a study outside the intended use was not analysed
    Given every study that is out-of-scope has been ordered
    When every exam is completed
    And the AI platform has had its time for every exam
    Then the RIS was told that the study was not analysed

  @RCR-S2.2
  Scenario: The RIS is told that a real abdominal CT was not analysed
    Given the real abdominal CT has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the RIS was told that the study was not analysed
