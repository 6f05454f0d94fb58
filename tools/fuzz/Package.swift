// swift-tools-version: 6.2
import PackageDescription

// Apart from the package itself, so that nothing of it is built with sanitizers by accident: `run` adds them.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let modules = [
  "Dataflow", "DurableFiles", "GraphFile", "Imaging", "NN", "SegmentAnything", "Stages", "Tensors",
  "ZarrStore",
]

let package = Package(
  name: "fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "sluice", path: "../..")],
  targets: [
    // The package's own tests compile these sources too, and run every seed through them.
    .target(
      name: "FuzzTargets", dependencies: modules.map { .product(name: $0, package: "sluice") },
      swiftSettings: strict),
    .executableTarget(name: "Fuzz", dependencies: ["FuzzTargets"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
