@pacs @needs-web-viewer @uses-chromium
Feature: Appendix 1: what the viewer of a PACS shows of AI results

  @RCR-P1.1
  Scenario: The regions of a segmentation are shown with their labels
    Given the display study of RCR-P1.1 has been opened in the web viewer
    When the segmentation is hidden and shown
    And the labels of the segmentation are read
    Then both regions were drawn where they belong
    And everything that is known to be there could be read

  @RCR-P1.2
  Scenario: The content of a structured report is shown
    Given the display study of RCR-P1.2 has been opened in the web viewer
    When the reports are read
    Then everything that is known to be there could be read

  @RCR-P1.3
  Scenario: The AI display is switched off and on
    Given the display study of RCR-P1.3 has been opened in the web viewer
    When the report is hidden and shown
    And the presentation state is hidden and shown
    And the segmentation is hidden and shown
    Then segmentation, report and presentation state could be switched off and on

  @RCR-P2.1
  Scenario: The declaration is shown with sensitivity and specificity
    Given the display study of RCR-P2.1 has been opened in the web viewer
    When the reports are read
    Then everything that is known to be there could be read
