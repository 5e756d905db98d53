@pacs @needs-display-retrieves
Feature: AIR Image Display: fetching results from an archive

  @AIR-ID-01
  Scenario: The display finds and fetches results by itself
    Given a study with AI results in another archive
    When the study is opened in the viewer
    Then the display queried the archive and fetched results

  @AIR-ID-02
  Scenario: The display takes all four object kinds
    Given a study with AI results in another archive
    When the study is opened in the viewer
    Then the display took all four object kinds
