@ai-platform
Feature: A check that is content, and points to nothing

  @RCR-S6.1
  Scenario: Content
    Then something is claimed without evidence
