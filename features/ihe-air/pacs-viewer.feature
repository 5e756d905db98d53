@pacs @needs-web-viewer @uses-chromium
Feature: AIR Image Display: what a viewer shows of AI results

  @AIR-ID-03
  Scenario: The opened study shows that there are results
    Given the display study of AIR-ID-03 has been opened in the web viewer
    Then the opened study showed that it has results

  @AIR-ID-07
  Scenario: Points and lines are drawn where they belong
    Given the display study of AIR-ID-07 has been opened in the web viewer
    When the report is hidden and shown
    Then the marks of the report were drawn where they belong

  @AIR-ID-09
  Scenario: Segmentations lie in place and can be told apart
    Given the display study of AIR-ID-09 has been opened in the web viewer
    When the segmentation is hidden and shown
    And the labels of the segmentation are read
    Then both regions were drawn where they belong
    And the regions could be told apart
    And everything that is known to be there could be read

  @AIR-ID-10
  Scenario: Closed contours are drawn
    Given the display study of AIR-ID-10 has been opened in the web viewer
    When the report is hidden and shown
    Then the marks of the report were drawn where they belong

  @AIR-ID-12
  Scenario: Results are hidden and shown
    Given the display study of AIR-ID-12 has been opened in the web viewer
    When the presentation state is hidden and shown
    And the segmentation is hidden and shown
    Then segmentation and presentation state could be switched off and on

  @AIR-ID-13
  Scenario: A key object leads to its image
    Given the display study of AIR-ID-13 has been opened in the web viewer
    When the key object is read
    And the key object is opened
    Then the viewer showed the key image
    And everything that is known to be there could be read

  @AIR-ID-22b
  Scenario: Results appear in their own study only
    Given the display study of AIR-ID-22b has been opened in the web viewer
    Then the results appeared in their own study only

  @AIR-ID-05
  Scenario: A qualitative finding is read with site and severity
    Given the display study of AIR-ID-05 has been opened in the web viewer
    When the reports are read
    Then everything that is known to be there could be read

  @AIR-ID-06
  Scenario: Measurements are read with units and modifiers
    Given the display study of AIR-ID-06 has been opened in the web viewer
    When the reports are read
    Then everything that is known to be there could be read

  @AIR-ID-16
  Scenario: Algorithm, maker and version are read
    Given the display study of AIR-ID-16 has been opened in the web viewer
    When the reports are read
    Then everything that is known to be there could be read

  @AIR-ID-17
  Scenario: Each contributing algorithm is read
    Given the display study of AIR-ID-17 has been opened in the web viewer
    When the reports are read
    Then everything that is known to be there could be read

  @AIR-ID-19
  Scenario: The result of an unknown algorithm is read
    Given the display study of AIR-ID-19 has been opened in the web viewer
    When the reports are read
    Then everything that is known to be there could be read

  @AIR-ID-20
  Scenario: Older kinds of report are read
    Given the display study of AIR-ID-20 has been opened in the web viewer
    When the reports are read
    Then everything that is known to be there could be read

  @AIR-ID-21
  Scenario: Absent findings are read as absent
    Given the display study of AIR-ID-21 has been opened in the web viewer
    When the reports are read
    Then everything that is known to be there could be read

  @AIR-ID-23
  Scenario: Text in other scripts is read as it was meant
    Given the display study of AIR-ID-23 has been opened in the web viewer
    When the reports are read
    Then everything that is known to be there could be read

  @AIR-ID-24
  Scenario: What is drawn agrees with the Secondary Capture in the study
    Given the display study of AIR-ID-24 has been opened in the web viewer
    When the segmentation is hidden and shown
    Then both regions were drawn where they belong
