@ai-platform
Feature: A hook that returns skipped

  @RCR-S6.1 @skipped-by-hook
  Scenario: Skipped
    Given something is done
    Then the product is observed
