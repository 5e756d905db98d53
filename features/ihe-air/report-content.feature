@ai-platform
Feature: IHE AI Results, Evidence Creator: report content
  IHE AI Results 6.5.3.2 to 6.5.3.4, PS3.3 C.17 and C.18, PS3.16 TID 1500.

  @AIR-EC-15a
  Scenario: Qualitative findings are in a report by TID 1500
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then findings are in a report by TID 1500

  @AIR-EC-15b
  Scenario: Qualitative findings are in a Comprehensive 3D SR
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then findings are in a Comprehensive 3D SR

  @AIR-EC-16
  Scenario: Measurements are in a Comprehensive 3D SR by TID 1500
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then measurements are in a Comprehensive 3D SR by TID 1500

  @AIR-EC-17a
  Scenario: Points and lines are in a report by TID 1500
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then locations are in a report by TID 1500

  @AIR-EC-17b
  Scenario: Points and lines are in a Comprehensive 3D SR
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then locations are in a Comprehensive 3D SR

  @AIR-EC-18
  Scenario: A line is an Image Region of type POLYLINE
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every line is an Image Region of type POLYLINE

  @AIR-EC-19
  Scenario: A point is an Image Region, in space with its Frame of Reference
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every point is an Image Region, in space with its Frame of Reference

  @AIR-EC-20
  Scenario: Procedure reported is not the algorithm
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the procedure reported is not the algorithm

  @AIR-EC-21
  Scenario: The title of the report is one of CID 7021
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the title of the report is one of CID 7021

  @AIR-EC-22a
  Scenario: Language and observer are stated
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the report states its language and who observed

  @AIR-EC-22b
  Scenario: A device that observed has its UID
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the device that observed is given with its UID

  @AIR-EC-23
  Scenario: The report has measurements or evaluations
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the report has measurements or evaluations

  @AIR-EC-24
  Scenario: Measurement Groups follow their template
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every Measurement Group follows its template

  @AIR-EC-25
  Scenario: Every number has a coded name and a unit
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every number has a coded name and a UCUM unit

  @AIR-EC-26
  Scenario: An algorithm is identified by name and version
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every algorithm in the report has name and version

  @AIR-EC-27
  Scenario: Whatever the report refers to is listed as evidence
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then everything that the report refers to is listed as evidence

  @AIR-EC-28
  Scenario: Objects that are referred to are in the archive
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then everything that results refer to is on the PACS

  @AIR-EC-29a
  Scenario: Coordinates on an image are sound
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then coordinates on images are sound

  @AIR-EC-29b
  Scenario: Coordinates on an image lie inside it
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then coordinates on images lie inside them

  @AIR-EC-30a
  Scenario: Coordinates in space have the Frame of Reference of the images
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then coordinates in space have the Frame of Reference of the images

  @AIR-EC-30b
  Scenario: Coordinates in space lie in the volume of the images
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then coordinates in space lie in the volume of the images

  @AIR-EC-41
  Scenario: One report leads to all other results
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then one report leads to all other results

  @AIR-EC-42
  Scenario: That nothing was found is stated
    Given a negative study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the report states that nothing was found

  @AIR-EC-45
  Scenario: No report is verified by nobody
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then no report is verified unless somebody is named who did it
