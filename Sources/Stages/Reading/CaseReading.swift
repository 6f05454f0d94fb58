import Imaging

/// A case while its slices are read, one after the other.
struct CaseReading {
  private let scan: Case
  private let images: SliceReader
  private let references: SliceReader?
  private let labelCheck: LabelCheck?
  private let prompts: PromptFile?
  private let promptedSlices: Set<Int>
  private var intensities = IntensityCheck()
  private var nextIndex = 0
  /// Whether the slice read last has something to prompt.
  private(set) var lastWasPrompted = false

  var grid: SliceGrid { images.grid }

  init(_ opened: OpenCase, plan: ReadingPlan) throws {
    scan = opened.scan
    images = try SliceReader(scan.scan, slicing: scan.orientation)
    references = try opened.reference.map { try SliceReader($0, slicing: opened.scan.orientation) }
    // Labels that are no annotator's may say that nobody knows: 255.
    let declared =
      opened.scan.labels.isEmpty || !plan.acceptsIgnored
      ? opened.scan.labels : opened.scan.labels.merging([255: "ignored"]) { first, _ in first }
    labelCheck = opened.reference.map { LabelCheck(file: $0.path, labels: declared) }
    prompts = plan.prompts
    promptedSlices = Set(plan.prompts?.slices(of: scan.id) ?? [])
  }

  /// Reads the next slice; there must be one.
  mutating func next() throws -> CaseSlice {
    let index = nextIndex
    nextIndex += 1
    let image = try images.read(slice: index)
    intensities.add(image)
    let reference = try references?.readLabels(slice: index)
    if let reference { try labelCheck?.check(reference, slice: index) }
    lastWasPrompted =
      prompts != nil
      ? promptedSlices.contains(index) : reference?.pixels.contains { $0 > 0 } ?? true
    return CaseSlice(
      context: SliceContext(scan: scan, index: index, reference: reference), hu: image.plane)
  }

  /// After the last slice: checks what follows it in the files, such as checksums.
  func finish() throws {
    try images.finish()
    try references?.finish()
  }

  /// What a person should know of the intensities read so far.
  var warnings: [String] { intensities.warnings }
}
