@ai-platform
Feature: A last step that nobody defined

  @RCR-S6.1
  Scenario: Undefined
    Given something is done
    Then the product is observed
    And nobody knows what this means
