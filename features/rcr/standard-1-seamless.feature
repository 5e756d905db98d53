@ai-platform
Feature: RCR standard 1: AI is integrated seamlessly into the reporting workflow
  Lines 10-12: no extra burden on radiologists. One trigger goes in, everything comes out, in the right study, once.

  @RCR-S1.1
  Scenario Outline: From exam completed to results and notice without a hand's turn: <kind> study
    Given a <kind> study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then results are on the PACS and the RIS has been notified, without anybody's help

    Examples:
      | kind     |
      | critical |
      | negative |

  @RCR-S1.2
  Scenario: Results arrive in the study that was analysed, once
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every result belongs to the study that was analysed
    And nothing arrived twice

  @RCR-S1.2
  Scenario: A second completion of the same exam brings no second set of results
    Given a positive study has been ordered
    When the exam is completed
    And the AI platform has had its time
    And the RIS sends the completion of the exam once more
    And nothing more is expected for a while
    Then every result belongs to the study that was analysed
    And nothing arrived twice

  @RCR-S1.2
  Scenario: Results of two exams stay apart
    Given a critical study has been ordered
    And a negative study has been ordered
    When every exam is completed
    And the AI platform has had its time for every exam
    Then every result belongs to the study that was analysed
    And nothing arrived twice
