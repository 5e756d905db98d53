@ai-platform
Feature: IHE AI Results, Evidence Creator: naming the algorithm
  IHE AI Results 6.5.3.1 and table 6.5.3.1-1.

  @AIR-EC-03
  Scenario: Contributing Equipment is in every result
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every result of the profile has Contributing Equipment

  @AIR-EC-04
  Scenario: The algorithm is Processing Equipment
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the algorithm is described as Processing Equipment

  @AIR-EC-05
  Scenario: The algorithm is described with its manufacturer
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the algorithm is described with its manufacturer

  @AIR-EC-06
  Scenario: The algorithm is described with its model name
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the algorithm is described with its model name

  @AIR-EC-07
  Scenario: The algorithm is described with its software version
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the algorithm is described with its software version

  @AIR-EC-08
  Scenario: The algorithm is described with a Device UID
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the algorithm is described with a valid Device UID

  @AIR-EC-09
  Scenario: Each algorithm that contributed is described
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every algorithm that contributes is described

  @AIR-EC-10
  Scenario: The purpose code is the current one
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the purpose of the equipment is coded by the current revision

  @AIR-EC-11
  Scenario: Content of a report agrees with Contributing Equipment
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then algorithm and device in the report agree with Contributing Equipment

  @AIR-EC-12
  Scenario: No algorithm is named in the content only
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every algorithm in the report is in Contributing Equipment

  @AIR-EC-13
  Scenario: Algorithm Identification agrees with Contributing Equipment
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the identification of the algorithm of segments agrees with Contributing Equipment

  @AIR-EC-14a
  Scenario: The Device UID stays the same from exam to exam
    Given a critical study has been ordered
    And a positive study has been ordered
    When every exam is completed
    And the AI platform has had its time for every exam
    Then each model has one Device UID in both exams
