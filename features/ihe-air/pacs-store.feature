@pacs
Feature: AIR Image Manager and Archive: storing and committing

  @AIR-IM-01
  Scenario: The four AIR object kinds are negotiated and stored
    Given every kind of AI result has been sent to the PACS in every declared transfer syntax
    Then the four object kinds of IHE AIR were negotiated and stored

  @AIR-IM-02
  Scenario: Objects come back with every attribute
    Given a study with every kind of AI result has been sent to the PACS
    When the study is retrieved by C-MOVE
    Then every attribute came back as it was sent

  @AIR-IM-03 @needs-stow
  Scenario: STOW-RS stores and says what it did
    When results are sent by STOW-RS, right ones and some of another study
    Then STOW-RS answered as specified and kept what it said

  @AIR-IM-04
  Scenario: The archive commits to what it has
    Given a study with every kind of AI result has been sent to the PACS
    When the AI platform asks for storage commitment
    Then the PACS committed to every result

  @AIR-IM-05 @needs-storage-commitment
  Scenario: Commitment of an unknown instance fails for that one
    Given a study with every kind of AI result has been sent to the PACS
    When it asks for commitment to an instance that was never sent as well
    Then the report names the unknown instance as failed and the others as safe

  @AIR-IM-06 @needs-storage-commitment
  Scenario: The report comes on an association of the archive
    Given a study with every kind of AI result has been sent to the PACS
    When the AI platform asks for storage commitment
    Then the report came on an association of the PACS, in the right role

  @AIR-IM-07 @needs-storage-commitment
  Scenario: What was committed to comes back
    Given a study with every kind of AI result has been sent to the PACS
    When the AI platform asks for storage commitment
    And the study is retrieved by C-MOVE
    Then every committed result came back

  @AIR-IM-15
  Scenario: Results that come after reading are kept and found
    Given a study without AI results has been stored and read
    When the AI results are sent
    And the PACS is queried at every level
    Then the late results are listed and in the modalities of the study

  @AIR-IM-16
  Scenario: A kind that is not declared is refused, not dropped
    When an object of a kind that the PACS does not declare is sent
    Then the undeclared kind was refused or really kept

  @AIR-IM-17
  Scenario: Text in other scripts survives
    Given names in three character sets have been sent to the PACS
    When the PACS is queried at every level
    And the study is retrieved by C-MOVE
    Then the names came back right

  @AIR-IM-18a
  Scenario: The same instances sent again
    Given a study with every kind of AI result has been sent to the PACS
    When the same results are sent again
    And the PACS is queried at every level
    And the study is retrieved by C-MOVE
    Then sending again changed nothing

  @AIR-IM-18b
  Scenario: Other content under a known UID
    Given a study without AI results has been stored and read
    When the AI results are sent
    And other content is sent under the UID of a result
    And the study is retrieved by C-MOVE
    Then the first content stayed, or the second was refused
