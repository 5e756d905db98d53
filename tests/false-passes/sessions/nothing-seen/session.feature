@ai-platform
Feature: A check that found nothing to judge

  @RCR-S6.1
  Scenario: Nothing seen
    Then nothing was there to judge
