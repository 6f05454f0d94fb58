import ArgumentParser
import Foundation
import Imaging
import NN
import SegmentAnything
import Stages
import Tensors

/// `sluice segment`: one picture, many prompts.
struct SegmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segment",
    abstract: "Segment one picture: every prompt of a file of cases, or everything.",
    discussion: """
      Example: sluice segment --checkpoint sam_vit_b_01ec64.pth \\
                 --image slice.png --cases cases.json --out out

      CASES.json: {"cases": {
        "spleen": {"box": [x0, y0, x1, y1]},
        "liver": {"points": [[x, y]], "labels": [1], "multimask": true},
        "again": {"box": […], "mask_input": "spleen/low_res"},
        "three": {"boxes": [[…], […], […]]}}}

      With --everything masks are found without prompts, as the official automatic mask generator \
      finds them, and written to OUT/everything.jsonl, one a line, and everything.png.
      """)

  @Option(help: "The model: Meta's .pth, or .safetensors under the same names.")
  var checkpoint: String

  @Option(help: "The picture: .png, or .npy of uint8 (H, W), (H, W, 1) or (H, W, 3).")
  var image: String

  @Option(help: "The prompts, JSON.")
  var cases: String?

  @Flag(help: "Find every object by itself, from a grid of points.")
  var everything = false

  @OptionGroup(title: "Options of --everything") var generation: GenerationOptions

  @Option(help: "A folder for results.safetensors and one PNG for each case.")
  var out: String

  @Flag(help: "Prepare the picture as MedSAM expects: stretched to the model's size, 0 to 1.")
  var medsam = false

  @Option(help: "Threads for arithmetic (default: one for each processor).")
  var threads: Int?

  func validate() throws {
    guard cases != nil || everything else {
      throw ValidationError("Give --cases FILE, or --everything, or both.")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is \(threads), but must be 1 to 1024.")
    }
  }

  func run() throws {
    let prompts = try cases.map(SegmentCases.read)
    let picture = try InputPicture.read(image)
    let sam = try Sam(checkpoint: checkpoint, preprocessing: medsam ? .medSAM : .sam)
    if try RunFolder(out).open() {
      throw CommandFailure(.badInput, "error: \(out) holds a run; give another folder")
    }
    let team = ThreadTeam(
      threads: threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount))
    let embedding = try sam.embed(picture, team: team)
    if let prompts { try answer(prompts, on: picture, embedding, sam, team) }
    if everything { try findEverything(on: picture, embedding, sam, team) }
  }

  private func answer(
    _ prompts: [SegmentRequest], on picture: ByteImage, _ embedding: ImageEmbedding, _ sam: Sam,
    _ team: ThreadTeam
  ) throws {
    var results = SegmentResults(resized: try sam.resized(picture), embedding: embedding.tensor)
    for request in prompts {
      let masks = try results.add(request, sam: sam, embedding: embedding, team: team)
      try SegmentOverlay(picture: picture, request: request, masks: masks)
        .write(to: "\(out)/\(request.name).png")
    }
    try results.write(to: "\(out)/results.safetensors")
    print("\(counted(prompts.count, "case")): \(out)")
  }

  private func findEverything(
    on picture: ByteImage, _ embedding: ImageEmbedding, _ sam: Sam, _ team: ThreadTeam
  ) throws {
    let generator = SamAutomaticMaskGenerator(sam: sam, options: generation.options)
    let annotations = try generator.generate(picture, embedding: embedding, team: team)
    let results = EverythingResults(picture: picture, annotations: annotations)
    try results.write(to: out, generation.outputMode)
    print("\(counted(annotations.count, "mask")): \(out)/everything.jsonl")
  }
}
