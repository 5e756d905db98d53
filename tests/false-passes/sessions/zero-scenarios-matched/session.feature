@ai-platform
Feature: Nothing here carries the tag that is asked for

  @RCR-S9.9
  Scenario: Of another requirement
    Given something is done
