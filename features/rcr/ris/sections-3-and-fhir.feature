@ris
Feature: RCR section 3 and FHIR for the RIS
  Lines 52-57 and 220-226.

  @RCR-3.2
  Scenario: An exam in which AI found something can be put before one that came first
    Given a negative exam has been ordered at the RIS
    And another positive exam has been ordered at the RIS
    When every ordered exam is completed
    And the AI platform sends its notice of every exam
    And the reporting worklist is sorted by abnormality
    Then what AI found puts an exam higher

  @RCR-3.4
  Scenario: A result that comes after the report changes nothing, and is not overlooked
    Given a critical exam has been ordered at the RIS
    When the ordered exam is completed
    And the AI platform sends the notice of a first algorithm that finds nothing
    And a report is issued on the exam
    And the exam is looked at for its report
    And the AI platform sends its notice
    And the exam is looked at for its report, findings and review
    Then the late result was filed and flagged, and the report is as it was

  @RCR-F1.1 @needs-fhir
  Scenario: DiagnosticReport and Observations about an exam are taken and kept
    Given a critical exam has been ordered at the RIS
    When the ordered exam is completed
    And the AI platform posts its findings as FHIR resources
    Then FHIR resources were taken if they are about an exam, and else refused

  @RCR-F1.1 @needs-fhir
  Scenario: FHIR resources about an order that nobody knows are refused
    Given a critical exam has been ordered at the RIS
    When the ordered exam is completed
    And the AI platform posts FHIR resources about an unknown order
    Then FHIR resources were taken if they are about an exam, and else refused
