import NN
import SegmentAnything
import Tensors
import Testing

@Suite("Reading a SAM off its tensors")
struct SamLoadingTests {
  private func error(_ tensors: [String: Tensor]) -> SamError? {
    do {
      _ = try Sam(weights: Weights(tensors: tensors))
      return nil
    } catch {
      return error as? SamError
    }
  }

  private func problems(_ tensors: [String: Tensor]) -> [SamError.TensorProblem] {
    guard case .wrongTensors(_, let problems, _) = error(tensors) else { return [] }
    return problems
  }

  @Test("the extents are those of the shapes")
  func configuration() throws {
    #expect(try SyntheticSam.sam().configuration == SyntheticSam.configuration)
  }

  @Test("pixel_mean and pixel_std have defaults, and are read where they are")
  func pixelValues() throws {
    #expect(try SyntheticSam.sam().pixelMean == [123.675, 116.28, 103.53])
    var tensors = SyntheticSam.tensors
    tensors["pixel_mean"] = Tensor([1, 2, 3], shape: [3, 1, 1])
    #expect(try Sam(weights: Weights(tensors: tensors)).pixelMean == [1, 2, 3])
  }

  @Test("missing, unexpected and misshapen tensors are all named in full")
  func everyProblem() {
    var tensors = SyntheticSam.tensors
    tensors["mask_decoder.iou_token.weight"] = nil
    tensors["image_encoder.pos_embeds"] = Tensor(zeros: [2])
    tensors["prompt_encoder.no_mask_embed.weight"] = Tensor(zeros: [1, 17])
    #expect(
      problems(tensors) == [
        .unexpected(name: "image_encoder.pos_embeds", found: [2]),
        .missing(name: "mask_decoder.iou_token.weight", expected: "[1, 16]"),
        .wrongShape(
          name: "prompt_encoder.no_mask_embed.weight", found: [1, 17], expected: "[1, 16]"),
      ])
  }

  @Test("of many problems ten are listed, and all counted")
  func manyProblems() {
    let tensors = SyntheticSam.tensors.filter { !$0.key.contains("hypernetworks") }
    guard case .wrongTensors(_, let problems, let count) = error(tensors) else {
      Issue.record("a decoder without hypernetworks was accepted")
      return
    }
    #expect(problems.count == 10)
    #expect(count == 24)
  }

  @Test(
    "a tensor that tells an extent may be missing or senseless",
    arguments: [
      "image_encoder.pos_embed", "image_encoder.neck.0.weight",
      "image_encoder.blocks.0.attn.rel_pos_h", "prompt_encoder.mask_downscaling.3.weight",
      "mask_decoder.transformer.layers.0.mlp.lin1.weight",
      "mask_decoder.iou_prediction_head.layers.0.weight",
    ])
  func extents(name: String) {
    var tensors = SyntheticSam.tensors
    tensors[name] = nil
    #expect(problems(tensors).contains { "\($0)".contains("“\(name)” is missing") })
    tensors[name] = Tensor(zeros: [0, 3, 5])
    #expect(problems(tensors).contains { "\($0)".contains("“\(name)” has shape") })
  }

  @Test("one prefix before every name is accepted", arguments: ["module.", "model.sam."])
  func prefix(_ prefix: String) throws {
    let tensors = SyntheticSam.tensors.map { (prefix + $0.key, $0.value) }
    let sam = try Sam(weights: Weights(tensors: Dictionary(uniqueKeysWithValues: tensors)))
    #expect(sam.configuration == SyntheticSam.configuration)
  }

  @Test("a model beside other things is refused, naming its prefix")
  func trainingState() {
    var tensors = Dictionary(
      uniqueKeysWithValues: SyntheticSam.tensors.map { ("model." + $0.key, $0.value) })
    tensors["optimizer.state"] = Tensor(zeros: [1])
    guard case .notSam(_, let found, _) = error(tensors) else {
      Issue.record("a training state was accepted")
      return
    }
    #expect(found.contains("“model.”"))
    #expect(found.contains("optimizer.state"))
  }

  @Test("other models are told apart")
  func foreign() {
    let unet = error(["encoder.0.weight": Tensor(zeros: [1])])
    #expect("\(unet!)".contains("not a SAM checkpoint"))
    #expect("\(unet!)".contains("encoder.0.weight"))
    let transformers = error(["vision_encoder.pos_embed": Tensor(zeros: [1])])
    #expect("\(transformers!)".contains("Hugging Face"))
    #expect("\(error([:])!)".contains("no tensors"))
  }
}
