@ai-platform
Feature: RCR: FHIR as an additional transport of findings
  Lines 220-231.

  @RCR-F1.1 @needs-fhir
  Scenario Outline: DiagnosticReport and Observation carry the findings: <kind> study
    Given a <kind> study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the findings were sent as FHIR resources

    Examples:
      | kind     |
      | critical |
      | negative |

  @RCR-F1.2 @needs-fhir
  Scenario Outline: FHIR output refers to the DICOM objects and agrees with them: <kind> study
    Given a <kind> study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the FHIR resources refer to the DICOM study and agree with it

    Examples:
      | kind     |
      | critical |
      | negative |
