@ris @needs-air-consumer
Feature: AIR Imaging Document Consumer: results read back from the PACS
  What is in the results is known. The consumer is told of them by the notice, fetches them, and is looked at.

  @AIR-IDC-02
  Scenario: The results of a study are found by query
    Given an exam with all its images has been ordered at the RIS
    When the ordered exam is completed
    And results are on the PACS: several measurement groups
    And the consumer has had its time to read them
    Then the consumer queried for the results

  @AIR-IDC-03
  Scenario: All four kinds of object are retrieved
    Given an exam with all its images has been ordered at the RIS
    When the ordered exam is completed
    And results are on the PACS: all four kinds of object
    And the consumer has had its time to read them
    Then the consumer retrieved all four kinds of object

  @AIR-IDC-04
  Scenario: Measurements of every group are read with their units
    Given an exam with all its images has been ordered at the RIS
    When the ordered exam is completed
    And results are on the PACS: several measurement groups
    And the consumer has had its time to read them
    Then measurements are read with name, value and unit

  @AIR-IDC-04
  Scenario: Findings are read with their sites
    Given an exam with all its images has been ordered at the RIS
    When the ordered exam is completed
    And results are on the PACS: several measurement groups
    And the consumer has had its time to read them
    Then findings are read with their sites

  @AIR-IDC-04
  Scenario: Measurements are read with their tracking identifiers
    Given an exam with all its images has been ordered at the RIS
    When the ordered exam is completed
    And results are on the PACS: several measurement groups
    And the consumer has had its time to read them
    Then measurements are read with their tracking identifiers

  @AIR-IDC-04
  Scenario: Each result is read with the algorithm that made it
    Given an exam with all its images has been ordered at the RIS
    When the ordered exam is completed
    And results are on the PACS: two algorithms
    And the consumer has had its time to read them
    Then measurements are read with their algorithms
    And the algorithms are read with version and manufacturer

  @AIR-IDC-04
  Scenario: Qualitative evaluations are read, and what is absent is no finding
    Given an exam with all its images has been ordered at the RIS
    When the ordered exam is completed
    And results are on the PACS: qualitative evaluations
    And the consumer has had its time to read them
    Then qualitative evaluations are read with their answers
    And findings are read, and none that is absent

  @AIR-IDC-04
  Scenario: Segments are read with their labels and tracking
    Given an exam with all its images has been ordered at the RIS
    When the ordered exam is completed
    And results are on the PACS: all four kinds of object
    And the consumer has had its time to read them
    Then segments are read with their labels and tracking

  @AIR-IDC-04
  Scenario: A result that was replaced is not read as one that stands
    Given an exam with all its images has been ordered at the RIS
    When the ordered exam is completed
    And results are on the PACS: a report that replaces another
    And the consumer has had its time to read them
    Then measurements are read with name, value and unit

  @AIR-IDC-04
  Scenario: Whether a person has verified a report is read
    Given an exam with all its images has been ordered at the RIS
    When the ordered exam is completed
    And results are on the PACS: a verified and an unverified report
    And the consumer has had its time to read them
    Then reports are read with their verification

  @AIR-IDC-04
  Scenario: What other makers wrote is read
    Given an exam with all its images has been ordered at the RIS
    When the ordered exam is completed
    And results are on the PACS: samples of other makers
    And the consumer has had its time to read them
    Then measurements are read with name, value and unit
    And findings are read with their sites

  @AIR-IDC-05
  Scenario Outline: What the consumer does not know costs it nothing of the rest: <unknown>
    Given an exam with all its images has been ordered at the RIS
    When the ordered exam is completed
    And results are on the PACS: several measurement groups
    And the consumer has had its time to read them
    Given an exam with all its images has been ordered at the RIS
    When the ordered exam is completed
    And results are on the PACS: <unknown>
    And the consumer has had its time to read them
    Then what is known is read in spite of what is not

    Examples:
      | unknown                        |
      | unknown content                |
      | a report of an unknown template |
