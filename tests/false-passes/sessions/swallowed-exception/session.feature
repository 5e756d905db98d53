@ai-platform
Feature: A step that throws behind an observation that was in order

  @RCR-S6.1
  Scenario: Throws
    Then the product is observed
    And the harness breaks down
