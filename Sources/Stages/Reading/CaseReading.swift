import Imaging

/// A case while its slices are read, one after the other.
struct CaseReading {
  private let scan: Case
  private let reference: NIfTIVolume?
  private var images: SliceReader
  private var references: SliceReader?
  /// Whether reading failed: streams then stand anywhere, and can't go back.
  private var isBroken = false
  private let labelCheck: LabelCheck?
  private let prompts: PromptFile?
  private let promptedSlices: Set<Int>
  private var intensities = IntensityCheck()
  /// Whether the slice read last has something to prompt.
  private(set) var lastWasPrompted = false
  /// Whether the reference had a label on any slice read so far.
  private var hasLabels = false

  var grid: SliceGrid { images.grid }

  init(_ opened: OpenCase, plan: ReadingPlan) throws {
    scan = opened.scan
    reference = opened.reference
    (images, references) = try Self.open(scan, reference)
    // Labels that are no annotator's may say that nobody knows: 255.
    let declared =
      opened.scan.labels.isEmpty || !plan.acceptsIgnored
      ? opened.scan.labels : opened.scan.labels.merging([255: "ignored"]) { first, _ in first }
    labelCheck = opened.reference.map { LabelCheck(file: $0.path, labels: declared) }
    prompts = plan.prompts
    promptedSlices = Set(plan.prompts?.slices(of: scan.id) ?? [])
  }

  private static func open(
    _ scan: Case, _ reference: NIfTIVolume?
  ) throws -> (SliceReader, SliceReader?) {
    (
      try SliceReader(scan.scan, slicing: scan.orientation),
      try reference.map { try SliceReader($0, slicing: scan.orientation) }
    )
  }

  /// Reads a slice; those before it are passed over. The same slice can be read again after an error:
  /// the files are then opened anew.
  mutating func read(_ index: Int) throws -> CaseSlice {
    if isBroken { (images, references) = try Self.open(scan, reference) }
    isBroken = true
    let image = try images.read(slice: index)
    let reference = try references?.readLabels(slice: index)
    isBroken = false
    intensities.add(image)
    if let reference { try labelCheck?.check(reference, slice: index) }
    let isLabelled = reference?.pixels.contains { $0 > 0 }
    if isLabelled == true { hasLabels = true }
    lastWasPrompted = prompts != nil ? promptedSlices.contains(index) : isLabelled ?? true
    return CaseSlice(
      context: SliceContext(scan: scan, index: index, reference: reference), hu: image.plane)
  }

  /// After the last slice: checks what follows it in the files, such as checksums.
  func finish() throws {
    try images.finish()
    try references?.finish()
  }

  /// What a person should know of the slices read so far.
  var warnings: [String] {
    var warnings: [String] = []
    if scan.scan.header.hasUnusableRescale {
      warnings.append(
        "scl_slope or scl_inter of \(scan.scan.path) is not a number and is passed over; mend the header "
          + "if values aren't HU without it")
    }
    warnings += intensities.warnings
    if let reference, !hasLabels {
      warnings.append(
        "\(reference.path) has no label anywhere: there is nothing to prompt, or to compare with")
    }
    return warnings
  }
}
