@ris
Feature: RCR appendix 1, RIS: what the reporting worklist shows, filters and sorts
  Lines 152-156 and 202-218.

  @RCR-A4.2
  Scenario: An alert puts the exam before one that was ordered alike
    Given a negative exam has been ordered at the RIS
    And another critical exam has been ordered at the RIS
    When every ordered exam is completed
    And the AI platform sends its notice of every exam
    And the reporting worklist is looked at for priority
    And the reporting worklist is sorted by priority
    Then the alert raised the priority of its exam

  @RCR-R4.1
  Scenario: The worklist is filtered by what AI found
    Given a critical exam has been ordered at the RIS
    And another positive exam has been ordered at the RIS
    When every ordered exam is completed
    And the AI platform sends its notice of every exam
    And the reporting worklist is looked at
    And the reporting worklist is filtered by what AI found in the first exam
    Then the filter by AI abnormality lets through what it should

  @RCR-R4.1
  Scenario: The worklist is sorted by what AI found
    Given a critical exam has been ordered at the RIS
    And another negative exam has been ordered at the RIS
    And another positive exam has been ordered at the RIS
    When every ordered exam is completed
    And the AI platform sends its notice of every exam
    And the reporting worklist is sorted by abnormality
    Then the worklist is sorted by AI abnormality

  @RCR-R4.1
  Scenario: What AI found is still there when the RIS was restarted
    Given a critical exam has been ordered at the RIS
    When the ordered exam is completed
    And the AI platform sends its notice
    And the exams are looked at for findings
    And the RIS is restarted
    And the exams are looked at for findings
    Then AI abnormalities are still there after the restart

  @RCR-R4.2
  Scenario: An alert is shown at its exam, and at no other
    Given a critical exam has been ordered at the RIS
    And another positive exam has been ordered at the RIS
    When every ordered exam is completed
    And the AI platform sends its notice of every exam
    And the exams are looked at for alerts
    Then the alert is shown where it was raised, and nowhere else

  @RCR-R4.2
  Scenario Outline: An alert that is taken back is shown no longer: OBX-11 = <status>
    Given a critical exam has been ordered at the RIS
    When the ordered exam is completed
    And the AI platform sends its notice
    And the exams are looked at for alerts
    And the AI platform takes the alert back with OBX-11 = <status>
    And the exams are looked at for alerts
    Then the alert is no longer shown

    Examples:
      | status |
      | C      |
      | D      |
      | W      |

  @RCR-R5.1
  Scenario Outline: The worklist is filtered by <filter>
    Given two exams that differ in <detail> have been ordered at the RIS
    When every ordered exam is completed
    And the AI platform sends its notice of every exam
    And the reporting worklist is looked at
    And the reporting worklist is filtered by the <detail> of the first exam
    Then the filter by <filter> lets through what it should

    Examples:
      | filter             | detail           |
      | referral location  | referralLocation |
      | modality           | modality         |
      | specialty          | specialty        |
      | urgency            | urgency          |
      | intended reporter  | intendedReporter |

  @RCR-R5.1
  Scenario Outline: The worklist is filtered by time of completion: <bound>
    Given a negative exam has been ordered at the RIS
    And another negative exam has been ordered at the RIS
    When the first exam is completed some time before the second
    And the AI platform sends its notice of every exam
    And the reporting worklist is looked at
    And the reporting worklist is filtered by completion <bound> that time
    Then the filter by completion <bound> a time lets through what it should

    Examples:
      | bound  |
      | after  |
      | before |

  @RCR-R5.1
  Scenario: Filters work together, as in an emergency session
    Given two exams that differ in referralLocation have been ordered at the RIS
    When every ordered exam is completed
    And the AI platform sends its notice of every exam
    And the reporting worklist is looked at
    And the reporting worklist is filtered by modality and referral location of the first exam
    Then the filters by modality and referral location let through what they should
