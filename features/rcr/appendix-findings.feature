@ai-platform
Feature: RCR appendix 1: abnormalities as text, in SR and in OBX-5
  Lines 140-144. What is in the images is known here, so that what is said about them can be judged.

  @RCR-A2.1
  Scenario Outline: The SR says what is in the images: <kind> study
    Given a <kind> study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then structured reports state what is in the images, and nothing else

    Examples:
      | kind     |
      | critical |
      | positive |
      | negative |

  @RCR-A2.2
  Scenario Outline: OBX-5 says what is in the images: <kind> study
    Given a <kind> study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then OBX-5 states what is in the images, and nothing else

    Examples:
      | kind     |
      | critical |
      | positive |
      | negative |

  @RCR-A2.3
  Scenario Outline: SR, OBX-5 and graphics say the same: <kind> study
    Given a <kind> study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then structured reports, OBX-5 and graphics agree

    Examples:
      | kind     |
      | critical |
      | positive |
      | negative |
