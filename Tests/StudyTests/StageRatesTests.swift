import Foundation
import Testing

@testable import Study

struct StageRatesTests {
  @Test("Rates are of all sittings, and of what was worked on")
  func sittings() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("timeline-\(UUID().uuidString).jsonl").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    // The first was killed while it wrote.
    try """
    {"session":1,"started":"2026-11-27T12:00:00Z"}
    {"t":1,"budget":1,"stages":[{"name":"encoder","items":2,"busy":1,"waiting":0,"blocked":0,"depth":1}]}
    {"t":2,"budget":1,"stages":[{"name":"encoder","items":4,"busy":2,"waiting":0,"blocked":0,"depth":1}]}
    {"t":3,"budget":1,"stages":[{"name":"enc
    {"session":2,"started":"2026-11-27T13:00:00Z"}
    {"t":9,"budget":1,"stages":[{"name":"encoder","items":16,"recalled":4,"busy":4,"waiting":0},\
    {"name":"network","items":1,"busy":90},{"name":"idle","items":3,"recalled":3,"busy":1}]}

    """.write(toFile: path, atomically: true, encoding: .utf8)
    let rates = StageRates(timeline: path)
    #expect(rates.perSecond(of: ["encoder"]) == "2.67")
    #expect(rates.minutes(of: ["network"]) == "1.5")
    #expect(rates.perSecond(of: ["idle"]) == nil && rates.perSecond(of: ["other"]) == nil)
    #expect(StageRates(timeline: path + "x").minutes(of: ["network"]) == nil)
  }
}
