@ris
Feature: RCR standard 6 for the RIS: no exam is reported before AI has been heard, and none is stuck
  Lines 21-22, 119 and 191-197.

  @RCR-S6.2
  Scenario: A completed exam is not offered for reporting before the notice
    Given a critical exam has been ordered at the RIS
    When the ordered exam is completed
    And the reporting worklist is watched for a while
    And the AI platform sends its notice
    And the reporting worklist is looked at
    Then the exam was offered for reporting only after the notice

  @RCR-S6.2
  Scenario: A restart of the RIS opens no exam that waits for AI
    Given a critical exam has been ordered at the RIS
    When the ordered exam is completed
    And the RIS is restarted
    And the reporting worklist is watched for a while
    And the AI platform sends its notice
    And the reporting worklist is looked at
    Then the exam was offered for reporting only after the notice

  @RCR-S6.4
  Scenario Outline: An exam without an analysis reaches the reporting worklist: <cause>
    Given a negative exam has been ordered at the RIS
    When the ordered exam is completed
    And the AI platform says that the analysis <cause>
    And the reporting worklist is looked at for missing AI results
    Then the exam was opened without AI, and that was said

    Examples:
      | cause           |
      | failed          |
      | was not started |

  @RCR-S6.4 @needs-ai-timeout
  Scenario: An exam of which AI says nothing reaches the reporting worklist in the end
    Given a negative exam has been ordered at the RIS
    When the ordered exam is completed
    And nothing comes from the AI platform
    And the reporting worklist is looked at for missing AI results
    Then the exam was opened after AI had been silent, and that was said
