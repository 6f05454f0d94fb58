import NN
import SegmentAnything
import Tensors
import Testing

@Suite struct ImageEncoderViTTests {
  struct Model: Sendable {
    var name: String
    var configuration: ImageEncoderViTConfiguration
  }

  static let models = [
    Model(
      name: "sam-tiny",
      configuration: .init(
        imageSize: 256, embedDim: 96, depth: 4, heads: 3, outChans: 64,
        globalAttnIndexes: [1, 3])),
    Model(
      name: "sam-tiny-rect",
      configuration: .init(
        imageSize: 320, embedDim: 64, depth: 3, heads: 2, outChans: 32, windowSize: 7,
        globalAttnIndexes: [2])),
  ]

  @Test(
    .enabled(if: EncoderFixtures.exists(EncoderFixtures.shared + "/sam-tiny"), "no fixtures"),
    arguments: models)
  func matchesTheOfficialEncoder(model: Model) throws {
    let fixture = try EncoderFixture(folder: EncoderFixtures.shared + "/" + model.name)
    let encoder = try ImageEncoderViT(
      weights: fixture.weights.scope("image_encoder"), configuration: model.configuration)
    let image = fixture.image(size: model.configuration.imageSize)
    let results = [1, 2, 3, 5].map { encoder(image, team: ThreadTeam(threads: $0)) }
    #expect(results.dropFirst().allSatisfy { $0.elements == results[0].elements })
    #expect(results[0].shape == fixture.embedding.shape)
    #expect(largestDifference(results[0], fixture.embedding) < 1e-4)
    try fixture.weights.scope("image_encoder").finish()
  }

  @Test(.enabled(if: EncoderFixtures.exists(EncoderFixtures.vitB), "no ViT-B reference"))
  func matchesTheOfficialViTB() throws {
    let fixture = try EncoderFixture(folder: EncoderFixtures.vitB)
    let encoder = try ImageEncoderViT(
      weights: fixture.weights.scope("image_encoder"), configuration: .vitB)
    let embedding = encoder(fixture.image(size: 1024), team: ThreadTeam(threads: 2))
    #expect(largestDifference(embedding, fixture.embedding) < 2e-3)
  }
}

private func largestDifference(_ a: Tensor, _ b: Tensor) -> Float {
  zip(a.elements, b.elements).map { ($0 - $1).isNaN ? .infinity : abs($0 - $1) }.max() ?? 0
}
