@ai-platform
Feature: RCR appendix 1: images come from the local PACS, securely, and are held only for a time
  Lines 115-122, and 192-201 for what starts the analysis.

  @RCR-A6.1
  Scenario: Images come from the local PACS and results return to it
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then images came from the PACS and results returned to it

  @RCR-A6.2a @needs-tls
  Scenario: Connections are secured by TLS where declared, and nothing is served in the clear
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    And the AI platform is spoken to in the clear
    And the AI platform is offered withdrawn versions of TLS
    Then every connection of the AI platform was secured

  @RCR-A6.3a
  Scenario: Images can no longer be had from the platform after the declared retention
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    And the declared retention has passed
    And the AI platform is asked for the images
    Then the AI platform holds the images no longer

  @RCR-R2.2
  Scenario: Analysis starts when the exam is completed, and on nothing earlier
    Given a critical study has been ordered
    And the images are on the PACS, but the exam is not completed
    And the RIS sends order status IP
    And nothing more is expected for a while
    When the RIS completes the exam
    And the AI platform has had its time
    Then the analysis started on the completion of the exam, and not before

  @RCR-R3.2 @needs-sr-signals-availability
  Scenario: The structured report on the PACS signals that results are available
    Given a critical study has been ordered
    When the exam is completed
    And the AI platform has had its time
    Then a structured report on the PACS signals that all results are there
