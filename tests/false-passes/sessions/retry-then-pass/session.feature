@ai-platform
Feature: A scenario that passes the second time

  @RCR-S6.1
  Scenario: Flaky
    Then the product is observed
    And this fails the first time
