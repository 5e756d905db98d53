@ai-platform
Feature: Two were planned, one is run

  @RCR-S6.1
  Scenario: Run
    Then the product is observed

  @RCR-S6.1 @left-out
  Scenario: Left out without a word
    Then the product is observed
