@ris
Feature: RCR appendix 1, RIS: messages from and to the AI platform
  Lines 188-201.

  @RCR-R1.1
  Scenario: A result is filed against the exam it is about, and not against another of the same patient
    Given a critical exam has been ordered at the RIS
    And another exam of the same patient has been ordered at the RIS
    When every ordered exam is completed
    And the AI platform sends its notice of the second exam
    And the exams are looked at for findings
    Then AI results were acknowledged and filed against the right exam

  @RCR-R1.1
  Scenario: Two hundred abnormalities in one message are all kept
    Given a critical exam has been ordered at the RIS
    When the ordered exam is completed
    And the AI platform sends a notice with 200 abnormalities
    And the exams are looked at for findings
    Then AI results were acknowledged and filed against the right exam

  @RCR-R1.1
  Scenario: The results of two algorithms on one exam are both kept
    Given a critical exam has been ordered at the RIS
    When the ordered exam is completed
    And the AI platform sends its notice
    And the AI platform sends the notice of a second algorithm
    And the exams are looked at for findings
    Then AI results were acknowledged and filed against the right exam

  @RCR-R1.1
  Scenario: A message that comes twice is acknowledged twice and filed once
    Given a critical exam has been ordered at the RIS
    When the ordered exam is completed
    And the AI platform sends its notice
    And the AI platform sends the same message again
    And the exams are looked at for findings
    Then AI results were acknowledged and filed against the right exam

  @RCR-R1.1
  Scenario Outline: Names and findings keep their letters: <script> in <character set>
    Given an exam of a patient whose name is <script> has been ordered in <character set>
    When the ordered exam is completed
    And the AI platform sends a notice with a <script> finding in <character set>
    And the exams are looked at for findings and names
    Then AI results were acknowledged and filed against the right exam

    Examples:
      | script   | character set |
      | accented | 8859/1        |
      | accented | UNICODE UTF-8 |
      | Greek    | UNICODE UTF-8 |
      | Japanese | UNICODE UTF-8 |

  @RCR-R1.1
  Scenario: AA means stored: a RIS that goes down right after it has lost nothing
    Given a critical exam has been ordered at the RIS
    When the ordered exam is completed
    And the AI platform sends its notice
    And the RIS is restarted
    And the exams are looked at for findings
    Then AI results were acknowledged and filed against the right exam

  @RCR-R1.2
  Scenario Outline: A message that cannot be matched or read is refused, and filed to nobody: <wrong>
    Given a negative exam has been ordered at the RIS
    And another negative exam has been ordered at the RIS
    When every ordered exam is completed
    And the AI platform sends a wrong message: <wrong>
    And the AI platform sends its notice of every exam
    And the exams are looked at for findings
    Then the wrong message was refused with a reason and filed to nobody

    Examples:
      | wrong           |
      | unknown-patient |
      | wrong-accession |
      | unknown-order   |
      | contradiction   |
      | no-identifiers  |
      | broken-msh      |
      | missing-pid     |
      | missing-orc     |
      | missing-frame   |

  @RCR-R2.1
  Scenario: Completion of the exam is sent to the AI platform, and nothing of the kind before
    Given a critical exam has been ordered at the RIS
    When nothing happens for a while
    And the ordered exam is completed
    Then the AI platform was told of the completion, and not before

  @RCR-R3.1
  Scenario: The notice moves the exam to the reporting worklist
    Given a critical exam has been ordered at the RIS
    When the ordered exam is completed
    And the AI platform sends its notice
    And the reporting worklist is looked at
    Then the exam is on the reporting worklist

  @RCR-R3.1
  Scenario: A notice that comes twice puts the exam on the worklist once
    Given a critical exam has been ordered at the RIS
    When the ordered exam is completed
    And the AI platform sends its notice
    And the AI platform sends the same message again
    And the reporting worklist is looked at
    Then the exam is on the reporting worklist

  @RCR-R3.1
  Scenario: A notice that comes before completion opens the exam once it is completed
    Given a critical exam has been ordered at the RIS
    When the AI platform sends its notice
    And the reporting worklist is looked at
    And the ordered exam is completed
    And the reporting worklist is looked at
    Then the exam is on the reporting worklist since it was completed

  @RCR-R3.2 @needs-sr-signals-availability
  Scenario: A Structured Report on the PACS opens the exam
    Given a critical exam has been ordered at the RIS
    When the ordered exam is completed
    And the reporting worklist is watched for a while
    And a Structured Report of it is on the PACS, and that is notified
    And the reporting worklist is looked at
    Then the report on the PACS opened the exam
