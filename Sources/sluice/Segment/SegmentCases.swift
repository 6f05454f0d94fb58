import Foundation
import SegmentAnything

/// One case of a file of cases: what to ask of the picture.
struct SegmentRequest {
  let name: String
  /// One prompt, or one for each of several boxes.
  let prompts: [ImagePrompt]
  /// Whether each box of several gets an axis of its own in the results.
  let isBatch: Bool
  let multimask: Bool
  /// The case whose low-resolution logits are given back as a mask.
  let maskInput: String?
}

/// Reads a file of cases.
enum SegmentCases {
  private struct File: Decodable {
    let cases: [String: Case]
  }

  private struct Case: Decodable {
    let box: [Double]?
    let boxes: [[Double]]?
    let points: [[Double]]?
    let labels: [Int]?
    let multimask: Bool?
    let maskInput: String?

    enum CodingKeys: String, CodingKey {
      case box, boxes, points, labels, multimask
      case maskInput = "mask_input"
    }
  }

  /// The cases, those that need others' logits after those.
  static func read(_ path: String) throws -> [SegmentRequest] {
    let file: File
    do {
      file = try JSONDecoder().decode(File.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    } catch let error as DecodingError {
      throw CommandFailure(.badInput, "error: \(path): \(explain(error))")
    } catch {
      throw CommandFailure(.badInput, "error: \(path): \(error.localizedDescription)")
    }
    let requests = try file.cases.sorted { $0.key < $1.key }.map {
      try request($0.key, $0.value, path)
    }
    guard !requests.isEmpty else {
      throw CommandFailure(.badInput, "error: \(path): \"cases\" is empty; nothing to do")
    }
    return try ordered(requests, path)
  }

  private static func request(
    _ name: String, _ one: Case, _ path: String
  ) throws -> SegmentRequest {
    func fail(_ problem: String) -> CommandFailure {
      CommandFailure(.badInput, "error: \(path): case \"\(name)\": \(problem)")
    }
    guard !name.isEmpty, !name.contains("/"), !name.hasPrefix("."), name != "image" else {
      throw fail("its name becomes a file's; it can't be empty, \"image\", or contain \"/\"")
    }
    func box(_ numbers: [Double]) throws -> ImageBox {
      guard numbers.count == 4 else {
        throw fail("a box is [x0, y0, x1, y1]; found \(numbers.count) numbers")
      }
      guard numbers[2] > numbers[0], numbers[3] > numbers[1] else {
        throw fail("the box \(numbers) is empty; x1 must be above x0 and y1 above y0")
      }
      return ImageBox(x0: numbers[0], y0: numbers[1], x1: numbers[2], y1: numbers[3])
    }
    let points = try (one.points ?? []).map { numbers in
      guard numbers.count == 2 else { throw fail("a point is [x, y]; found \(numbers)") }
      return ImagePoint(x: numbers[0], y: numbers[1])
    }
    let labels = try (one.labels ?? points.map { _ in 1 }).map { value in
      guard let label = PointLabel(rawValue: value) else {
        throw fail("a label is 1 (object) or 0 (background); found \(value)")
      }
      return label
    }
    guard labels.count == points.count else {
      throw fail("\(points.count) points but \(labels.count) labels; give one for each")
    }
    if one.boxes != nil, one.box != nil || !points.isEmpty || one.maskInput != nil {
      throw fail("boxes can't be combined with box, points or mask_input")
    }
    let prompts =
      try one.boxes.map { try $0.map { ImagePrompt(box: try box($0)) } }
      ?? [ImagePrompt(points: points, pointLabels: labels, box: try one.box.map(box))]
    guard one.maskInput != nil || one.box != nil || !points.isEmpty || one.boxes?.isEmpty == false
    else { throw fail("it has no box, boxes, points or mask_input") }
    return SegmentRequest(
      name: name, prompts: prompts, isBatch: one.boxes != nil,
      multimask: one.multimask ?? false, maskInput: one.maskInput)
  }

  private static func ordered(
    _ requests: [SegmentRequest], _ path: String
  ) throws -> [SegmentRequest] {
    var done: [SegmentRequest] = []
    var waiting = requests
    while !waiting.isEmpty {
      let names = Set(done.map { "\($0.name)/low_res" })
      let ready = waiting.filter { $0.maskInput.map(names.contains) ?? true }
      guard let first = ready.first else {
        throw CommandFailure(
          .badInput,
          "error: \(path): case \"\(waiting[0].name)\": mask_input \"\(waiting[0].maskInput ?? "")\""
            + " is not the low_res of another case, or they ask for each other")
      }
      done.append(first)
      waiting.removeAll { $0.name == first.name }
    }
    return done
  }

  private static func explain(_ error: DecodingError) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, _): return "the key \"\(key.stringValue)\" is missing"
    case .typeMismatch(let type, let context):
      return "\"\(place(context.codingPath))\" is not a \(type)"
    case .valueNotFound(_, let context): return "\"\(place(context.codingPath))\" is null"
    case .dataCorrupted(let context):
      return context.underlyingError.map { "\($0)" } ?? context.debugDescription
    @unknown default: return "\(error)"
    }
  }
}
