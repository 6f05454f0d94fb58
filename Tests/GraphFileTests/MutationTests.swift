import GraphFile
import Testing

/// Whatever happens to a graph's text, reading and planning it ends with problems, never a trap.
@Suite struct MutationTests {
  /// A generator of our own, so that a failure can be repeated (SplitMix64, Steele et al. 2014).
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private func survives(_ text: String) {
    let plan = plan(text)
    _ = plan.description
    _ = plan.mermaid()
    _ = plan.dot()
    _ = plan.svg()
    _ = try? plan.build(environment: TestEnvironment())
    let spec = GraphSpec.parse(text: text, file: "g.yaml")
    let again = GraphSpec.parse(text: spec.yaml(), file: "g.yaml")
    if spec.problems.isEmpty { #expect(again == spec) }
  }

  @Test func everyCharacterRemoved() {
    for index in goodGraph.indices {
      var text = goodGraph
      text.remove(at: index)
      survives(text)
    }
  }

  @Test func everyPrefix() {
    for index in goodGraph.indices { survives(String(goodGraph[..<index])) }
  }

  @Test(arguments: 0..<4)
  func randomReplacements(seed: UInt64) {
    var generator = Generator(state: seed)
    let alphabet = Array(":-{}[]\"'#&*!|>%@`,?$ \n\t0aé~<\u{0}\u{2028}\r\u{E000}")
    for _ in 0..<400 {
      var text = Array(goodGraph)
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = text.indices.randomElement(using: &generator)!
        let character = alphabet.randomElement(using: &generator)!
        if Bool.random(using: &generator) {
          text[place] = character
        } else {
          text.insert(character, at: place)
        }
      }
      survives(String(text))
    }
  }

  @Test(arguments: 0..<2)
  func linesShuffled(seed: UInt64) {
    var generator = Generator(state: seed)
    let lines = goodGraph.split(separator: "\n")
    for _ in 0..<300 {
      var text = lines
      for _ in 0..<3 {
        let place = text.indices.randomElement(using: &generator)!
        text.insert(lines.randomElement(using: &generator)!, at: place)
        text.swapAt(
          text.indices.randomElement(using: &generator)!,
          text.indices.randomElement(using: &generator)!)
      }
      survives(text.joined(separator: "\n"))
    }
  }
}
