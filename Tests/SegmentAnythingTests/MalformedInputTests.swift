import NN
import SegmentAnything
import Tensors
import Testing

@Suite("Malformed inputs throw")
struct MalformedInputTests {
  private let sam: Sam
  private let team = ThreadTeam(threads: 1)
  private let size = ImageSize(height: 40, width: 30)
  private let embedding = SyntheticSam.noise([16, 4, 4], seed: 99)

  init() throws { sam = try SyntheticSam.sam() }

  private func predict(_ prompts: ImagePrompt...) throws {
    _ = try sam.predict(
      embedding: embedding, originalSize: size, prompts: prompts, multimask: false, team: team)
  }

  @Test("coordinates that are not finite or far off, by the prompt's index")
  func coordinates() throws {
    let good = ImagePrompt(box: ImageBox(x0: 1, y0: 2, x1: 10, y1: 20))
    try predict(good)
    for bad in [Double.nan, .infinity, -.infinity, 1e300] {
      let box = ImagePrompt(box: ImageBox(x0: 1, y0: bad, x1: 10, y1: 20))
      let point = ImagePrompt(points: [ImagePoint(x: bad, y: 1)], pointLabels: [.foreground])
      for prompt in [box, point] {
        let error = #expect(throws: SamError.self) { try predict(good, prompt) }
        guard case .unusablePrompt(1, _, _, _) = error else {
          Issue.record("not blamed on prompt 1: \(String(describing: error))")
          continue
        }
      }
    }
  }

  @Test("labels that don't match points, and prompts that say nothing")
  func labels() {
    #expect(throws: SamError.self) {
      try predict(ImagePrompt(points: [ImagePoint(x: 1, y: 1)], pointLabels: []))
    }
    #expect(throws: SamError.self) { try predict(ImagePrompt()) }
  }

  @Test("masks of the wrong shape or with NaN")
  func masks() throws {
    try predict(ImagePrompt(maskInput: Tensor(zeros: [1, 16, 16])))
    #expect(throws: SamError.self) {
      try predict(ImagePrompt(maskInput: Tensor(zeros: [1, 16, 15])))
    }
    #expect(throws: SamError.self) {
      try predict(ImagePrompt(maskInput: Tensor(repeating: .nan, shape: [1, 16, 16])))
    }
  }

  @Test("embeddings and logits of the wrong shape")
  func shapes() {
    #expect(throws: SamError.self) {
      _ = try sam.predict(
        embedding: Tensor(zeros: [16, 4, 5]), originalSize: size, prompts: [], multimask: false,
        team: team)
    }
    #expect(throws: SamError.self) {
      _ = try sam.upscaleMasks(Tensor(zeros: [1, 15, 16]), originalSize: size, team: team)
    }
  }

  @Test(
    "pictures without pixels, or that resizing would leave without",
    arguments: [(0, 5), (5, 0), (0, 0), (1, 200), (200, 1)])
  func pictures(height: Int, width: Int) {
    let image = ByteImage(
      height: height, width: width, channels: 1,
      pixels: Array(repeating: 1, count: height * width))
    #expect(throws: SamError.self) { _ = try sam.embed(image, team: team) }
    #expect(throws: SamError.self) {
      _ = try sam.upscaleMasks(
        Tensor(zeros: [1, 16, 16]), originalSize: image.size, team: team)
    }
  }

  @Test("no prompts are no predictions")
  func none() throws {
    let predictions = try sam.predict(
      embedding: embedding, originalSize: size, prompts: [], multimask: true, team: team)
    #expect(predictions.isEmpty)
  }
}
