@ai-platform
Feature: RCR standard 5: findings reach the PACS as DICOM
  Lines 19-20.

  @RCR-S5.1
  Scenario Outline: Every result is a valid DICOM object that the PACS took: <kind> study
    Given a <kind> study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every result is a valid DICOM object and the PACS took it

    Examples:
      | kind     |
      | critical |
      | positive |
      | negative |
