@scanner
Feature: RCR section 7 and appendix 1: the scanner takes its part in the workflow around AI
  Lines 103-110: scanner, RIS, PACS and AI platform work together by DICOM. The AI platform can match a study only by what
  the scanner took from the worklist and put into its images.

  @RCR-M1.1a
  Scenario: The exam is taken from the modality worklist
    Given an exam has been ordered for the scanner
    When the exam is made on the scanner
    Then the scanner found the exam by a worklist query that asks for what it must carry on

  @RCR-M1.1b
  Scenario: The RIS hears that the exam began
    Given an exam has been ordered for the scanner
    When the exam is made on the scanner
    Then the RIS was told that the procedure step began, before any image came

  @RCR-M1.1c
  Scenario: The RIS hears that the exam ended, and what was made
    Given an exam has been ordered for the scanner
    When the exam is made on the scanner
    Then the RIS was told that the step ended, with every image that was made

  @RCR-M1.1d
  Scenario: The images reach the PACS
    Given an exam has been ordered for the scanner
    When the exam is made on the scanner
    Then every image is a valid DICOM object and the PACS took it

  @RCR-M1.1e
  Scenario: The scanner has the PACS commit to the images
    Given an exam has been ordered for the scanner
    When the exam is made on the scanner
    Then the PACS was asked to commit to every image, and its report was taken

  @RCR-M1.1f
  Scenario: The procedure step is that of the order
    Given an exam has been ordered for the scanner
    When the exam is made on the scanner
    Then the procedure step names the exam of the worklist

  @RCR-M1.1g
  Scenario: The images are of the patient on the worklist
    Given an exam has been ordered for the scanner
    When the exam is made on the scanner
    Then every image names the patient of the worklist

  @RCR-M1.1h
  Scenario: The images are of the exam on the worklist
    Given an exam has been ordered for the scanner
    When the exam is made on the scanner
    Then every image names the exam of the worklist

  @RCR-M1.1i
  Scenario: The images say what was asked for
    Given an exam has been ordered for the scanner
    When the exam is made on the scanner
    Then every image says which request and body part it is of
