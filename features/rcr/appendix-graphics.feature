@ai-platform
Feature: RCR appendix 1: graphics of every detected abnormality, as DICOM
  Lines 125-138.

  @RCR-A1.1
  Scenario Outline: Every abnormality that is said to be there is marked in the images: <kind> study
    Given a <kind> study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every abnormality stated as present is marked

    Examples:
      | kind     |
      | critical |
      | positive |

  @RCR-A1.2 @needs-secondary-capture
  Scenario: The declared Secondary Capture arrives
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then a Secondary Capture of the finding arrived

  @RCR-A1.3
  Scenario: The preferred carriers SR and SEG are used
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the finding arrived as SR and as SEG

  @RCR-A1.4a @needs-presentation-state
  Scenario: The declared presentation state arrives, with graphics that can be switched off
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then a presentation state with the finding arrived

  @RCR-A1.4b @needs-overlay
  Scenario: The declared overlay arrives
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then an overlay with the finding arrived
