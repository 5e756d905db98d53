@ai-platform
Feature: A step that is still to be written

  @RCR-S6.1
  Scenario: Pending
    Then the product is observed
    And this comes later
