@ai-platform
Feature: RCR appendix 1: the completion notice and the critical alert
  Lines 146-157 and 217-218.

  @RCR-A3.1
  Scenario Outline: The completion notice is an ORM with ORC-5 = A: <kind> study
    Given a <kind> study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then a completion notice with ORC-5 = A came

    Examples:
      | kind     |
      | critical |
      | negative |

  @RCR-A3.2
  Scenario Outline: The notice identifies the exam: <kind> study
    Given a <kind> study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the notice identifies the exam

    Examples:
      | kind     |
      | critical |
      | negative |

  @RCR-A4.1
  Scenario: A critical finding raises an alert in OBX-8
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the critical finding raised an alert

  @RCR-A4.3 @needs-critical-alert-code
  Scenario: The declared critical alert code is used for the critical finding, and for it only
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    And a negative study has been ordered
    And the exam is completed
    And the AI platform has had its time
    Then the critical alert code came with the critical finding only

  @RCR-A4.4
  Scenario Outline: A study without an alertable finding raises no alert: <kind> study
    Given a <kind> study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then no alert was raised without cause

    Examples:
      | kind     |
      | positive |
      | negative |
