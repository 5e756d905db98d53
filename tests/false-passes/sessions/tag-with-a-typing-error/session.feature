@ai-platform
Feature: The tag has a letter for a digit

  @RCR-S6.l
  Scenario: Mistyped
    Then the product is observed
