@ai-platform
Feature: RCR standard 4: findings reach the RIS by HL7
  Lines 16-18.

  @RCR-S4.1
  Scenario Outline: Messages to the RIS are well-formed HL7 v2 over MLLP and are acknowledged: <kind> study
    Given a <kind> study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every message to the RIS is well-formed HL7 v2 and was acknowledged

    Examples:
      | kind     |
      | critical |
      | positive |
      | negative |

  @RCR-S4.1
  Scenario: Messages about two exams can be told apart
    Given a critical study has been ordered
    And a negative study has been ordered
    When every exam is completed
    And the AI platform has had its time for every exam
    Then every message to the RIS is well-formed HL7 v2 and was acknowledged
