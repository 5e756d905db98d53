@ai-platform
Feature: RCR sections 3 to 6: decision support, limitations, versions, training
  Lines 43-54, 69-83 and 90-95.

  @RCR-3.1
  Scenario Outline: The output is decision support, never final: <kind> study
    Given a <kind> study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every structured report is unverified
    And no result in a message is final

    Examples:
      | kind     |
      | critical |
      | negative |

  @RCR-3.3 @needs-llm-text
  Scenario: Text by a language model is preliminary and asks for a radiologist's verification
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then report text is marked as preliminary and to be verified

  @RCR-5.1
  Scenario Outline: Limitations of the algorithm come with every analytic result: <kind> study
    Given a <kind> study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the algorithm's limitations come with the results

    Examples:
      | kind     |
      | critical |
      | negative |

  @RCR-5.3
  Scenario: Every output names the algorithm and its version
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every result names the algorithm and its version

  @RCR-5.4a
  Scenario: Delivery can be measured from what is sent
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the delivery of results can be measured

  @RCR-6.1
  Scenario: Graphics can be switched off
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the graphics can be switched off
