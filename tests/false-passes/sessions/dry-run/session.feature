@ai-platform
Feature: Steps that were not run

  @RCR-S6.1
  Scenario: Dry
    Given something is done
    Then the product is observed
