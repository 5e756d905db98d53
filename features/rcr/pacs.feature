@pacs
Feature: The PACS as the archive of AI results (RCR appendix 1)

  @RCR-P1.4
  Scenario: Every kind of result is taken, kept unchanged, listed and given out
    Given every kind of AI result has been sent to the PACS in every declared transfer syntax
    When the PACS is queried at every level
    And the study is retrieved by C-MOVE
    Then every kind of result was taken, listed, and given out unchanged

  @RCR-R3.2 @needs-sr-signals-availability
  Scenario: A structured report on the PACS signals that results are there
    Given a study with every kind of AI result has been sent to the PACS
    When the PACS is queried at every level
    Then the report was listed as soon as it was taken
