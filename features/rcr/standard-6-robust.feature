@ai-platform
Feature: RCR standard 6: the analysis is complete and on the PACS before a human starts
  Lines 21-22, and line 119 for failures. The order of events is what protects the patient.

  @RCR-S6.1
  Scenario Outline: Every result is stored and can be queried before the completion notice: <kind> study
    Given a <kind> study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every result was on the PACS before the completion notice

    Examples:
      | kind     |
      | critical |
      | negative |

  @RCR-S6.1
  Scenario: The notice waits for a slow PACS
    Given a critical study has been ordered
    And the PACS has become slow
    When the exam is completed
    And the AI platform has had time to recover
    Then every result was on the PACS before the completion notice

  @RCR-S6.3
  Scenario: Nothing is lost, doubled or notified early when the PACS is away
    Given a critical study has been ordered
    And the PACS cannot be reached by the AI platform
    When the exam is completed
    And the AI platform has tried the PACS in vain
    And the PACS can be reached again
    And the AI platform has had time to recover
    Then nothing was lost or notified early when the PACS failed
    And nothing arrived twice

  @RCR-S6.3
  Scenario: Nothing is lost, doubled or notified early when the connection to the PACS breaks
    Given a critical study has been ordered
    And the connection to the PACS will break while results are being stored
    When the exam is completed
    And the AI platform has had its time
    And the AI platform has had time to recover
    Then nothing was lost or notified early when the PACS failed
    And nothing arrived twice

  @RCR-S6.3
  Scenario: The notice is not lost when the RIS is away
    Given a critical study has been ordered
    And the RIS cannot be reached by the AI platform
    When the exam is completed
    And the AI platform has tried the RIS in vain
    And the RIS can be reached again
    And the AI platform has had time to recover
    Then nothing was lost or notified early when the RIS failed
    And nothing arrived twice

  @RCR-S6.3
  Scenario: The notice is sent again when the RIS could not take it
    Given a critical study has been ordered
    And the RIS will refuse the next 2 messages with AE
    When the exam is completed
    And the AI platform has had its time
    And the AI platform has had time to recover
    Then nothing was lost or notified early when the RIS failed
    And nothing arrived twice

  @RCR-S6.5
  Scenario: Associations with the PACS are given back after use
    Given a negative study has been ordered
    When the exam is completed
    And the AI platform has had its time
    And the AI platform has had time to release its associations
    Then no association with the PACS was kept

  @RCR-S6.4
  Scenario: A study that cannot be analysed is not lost in silence
    Given a damaged study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the RIS was told that the analysis failed
