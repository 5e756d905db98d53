@ai-platform
Feature: IHE AI Results, Evidence Creator: storing results
  IHE AI Results, IOD list, 6.5.3.1, RAD-10, RAD-18/43/108.

  @AIR-EC-01
  Scenario: A run gives an object of the profile
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then an object of an AI Results kind arrived

  @AIR-EC-43
  Scenario: Results lie in the analysed study, with their modality
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every result lies in the analysed study, in a series of its own modality

  @AIR-EC-44
  Scenario: Pictures do not stand in for machine-readable results
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then pictures came only in addition to machine-readable results

  @AIR-EC-46
  Scenario: Content Date and Time lie within the analysis
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then content date and time lie within the analysis

  @AIR-EC-47
  Scenario Outline: Text beyond ASCII is in the character set that is declared: <script>
    Given a critical study of a patient with a <script> name has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then names and texts are in the character set that results declare

    Examples:
      | script   |
      | accented |
      | Greek    |
      | Japanese |

  @AIR-EC-48 @uses-dciodvfy
  Scenario Outline: An independent validator finds no error in the objects: <kind> study
    Given a <kind> study has been ordered
    When the exam is completed
    And the AI platform has had its time
    And an independent reader has read the results
    Then neither airworthy nor the independent reader finds an error in the results

    Examples:
      | kind     |
      | critical |
      | negative |

  @AIR-EC-49a
  Scenario: Each declared object kind is stored
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then every declared object kind of the profile was stored

  @AIR-EC-49b
  Scenario: What the archive refuses for lack of resources is stored later
    Given a critical study has been ordered
    And the PACS will refuse the first result for lack of resources
    When the exam is completed
    And the AI platform has had time to recover
    Then what the PACS refused was stored again before the RIS was told that all is there

  @AIR-EC-49b
  Scenario: What the archive takes with a warning is not stored twice
    Given a critical study has been ordered
    And the PACS will take the first result with a warning
    When the exam is completed
    And the AI platform has had time to recover
    Then what the PACS took with a warning is there once

  @AIR-EC-50
  Scenario: Storage commitment is requested for every result
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then storage commitment was requested for every stored result

  @AIR-EC-51a
  Scenario: The commitment report is taken and answered
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then the storage commitment report was taken and answered

  @AIR-EC-51b
  Scenario: What the archive does not commit to is not taken for safe
    Given a critical study has been ordered
    And the PACS will lose the first result that it takes
    When the exam is completed
    And the AI platform has had time to recover
    And the AI platform has had time to store again what was lost
    Then what the PACS did not commit to was not taken for safe
