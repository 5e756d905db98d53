@ai-platform
Feature: A scenario without a step

  @RCR-S6.1
  Scenario: Nothing
