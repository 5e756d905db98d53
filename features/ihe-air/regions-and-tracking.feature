@ai-platform
Feature: IHE AI Results, Evidence Creator: regions, maps, tracking, key objects
  IHE AI Results 6.5.3.5 to 6.5.3.8, PS3.3 A.51 and A.75.

  @AIR-EC-31
  Scenario: Regions are valid Segmentations
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every Segmentation keeps the rules of its IOD

  @AIR-EC-32
  Scenario: Segments are coded and name their algorithm
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every segment is coded and names its algorithm

  @AIR-EC-33
  Scenario: A Segmentation lies where its images lie
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every Segmentation refers to its images and lies where they do

  @AIR-EC-34
  Scenario: A measured segment is linked from the report
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every measured segment is linked from the report

  @AIR-EC-35
  Scenario: Parametric maps are valid, with coded unit and quantity
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every Parametric Map keeps the rules of its IOD

  @AIR-EC-36a
  Scenario: Tracking identifiers come together in a segment
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then tracked segments have both identifiers

  @AIR-EC-36b
  Scenario: Tracking identifiers come together in a report
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then tracked Measurement Groups have both identifiers

  @AIR-EC-37
  Scenario: A region has one Tracking UID in report and Segmentation
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then report and Segmentation track a region by the same UID

  @AIR-EC-38
  Scenario: A lesion keeps its Tracking UID at follow-up
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    And a follow-up study of the same patient has been ordered
    And the exam is completed
    And the AI platform has had its time
    Then each lesion has the Tracking UID that it had before

  @AIR-EC-39
  Scenario: Every finding is tracked
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every Measurement Group is tracked

  @AIR-EC-40
  Scenario: Image references are valid Key Object Selections
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every Key Object Selection follows TID 2010
