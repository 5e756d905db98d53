@ai-platform
Feature: A step that two definitions match

  @RCR-S6.1
  Scenario: Ambiguous
    Given something is done
    Then the product is observed
    And this is said twice
