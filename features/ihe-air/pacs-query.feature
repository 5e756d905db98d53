@pacs
Feature: AIR Image Manager and Archive: querying and retrieving

  @AIR-IM-08
  Scenario: Results are found at study, series and instance level
    Given a study with every kind of AI result has been sent to the PACS
    When the PACS is queried at every level
    Then the results were found at study, series and instance level

  @AIR-IM-09
  Scenario: Queries return the keys of analysis results
    Given a study with every kind of AI result has been sent to the PACS
    When the PACS is queried at every level with the keys of AI results
    Then the keys of analysis results were returned

  @AIR-IM-10a
  Scenario: Queries match on SOP Class UID
    Given a study with every kind of AI result has been sent to the PACS
    When the PACS is queried with keys that must match
    Then queries by SOP Class UID listed what matches, and nothing else

  @AIR-IM-10b
  Scenario: Queries match on title and template
    Given a study with every kind of AI result has been sent to the PACS
    When the PACS is queried with keys that must match
    Then queries by title and template listed what matches, and nothing else

  @AIR-IM-11
  Scenario: Empty and unsupported keys do no harm
    Given a study with every kind of AI result has been sent to the PACS
    When the PACS is queried with empty and unusual keys
    Then the study was found all the same

  @AIR-IM-12 @needs-qido
  Scenario: QIDO-RS gives the same as C-FIND
    Given a study with every kind of AI result has been sent to the PACS
    When the PACS is queried at every level
    And the PACS is queried by QIDO-RS
    Then QIDO-RS and C-FIND agree

  @AIR-IM-13a
  Scenario: C-MOVE at study, series and instance level
    Given a study with every kind of AI result has been sent to the PACS
    When the results are retrieved by C-MOVE at every level
    Then C-MOVE gave what was asked for at every level

  @AIR-IM-13b @needs-c-get
  Scenario: C-GET at study, series and instance level
    Given a study with every kind of AI result has been sent to the PACS
    When the results are retrieved by C-GET at every level
    Then C-GET gave what was asked for at every level

  @AIR-IM-14 @needs-wado
  Scenario: WADO-RS of study, series, instance and metadata
    Given a study with every kind of AI result has been sent to the PACS
    When the results are retrieved by WADO-RS
    Then WADO-RS gave the results and their metadata, unchanged

  @AIR-ID-22a
  Scenario: Two studies with similar identifiers stay apart
    Given two studies with similar identifiers have been sent to the PACS
    When the PACS is queried at every level
    And the study is retrieved by C-MOVE
    Then each study gave its own objects and no others
