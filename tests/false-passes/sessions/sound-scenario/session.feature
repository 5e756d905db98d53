@ai-platform
Feature: The one that must pass, or the others prove nothing

  @RCR-S6.1
  Scenario: Sound
    Given something is done
    Then the product is observed
