using System.Text;
using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Adapters;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Checkpoints.Hostile;

/// <summary>Damaged files end in one clear line, never in a crash, a hang or an allocation that the file's size does not explain.</summary>
[Collection(TensorTests.Name)]
public sealed class HostileFileTests
{
    private const int Ordinary = 3000;
    private const int Pieces = 16;
    private const int ThoroughPiece = 200_000 / Pieces;

    // What opening costs for any file: streams, a mapping, JSON documents, a window of a megabyte over a header.
    private const long AllocationFloor = 4 << 20;
    private const int AllocationPerByte = 64;

    private static readonly Lazy<CausalLanguageModel> AdapterBase = new(() => TinyModel.Create());

    public static TheoryData<string> Kinds => ["safetensors", "gguf", "gguf-pieces", "config", "index", "adapter", "adapter-config"];

    public static TheoryData<string, int> KindsInPieces =>
        new(Kinds.SelectMany(kind => Enumerable.Range(0, Pieces).Select(piece => (kind.Data, piece))));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_damaged_file_is_refused_in_one_line_or_read(string kind) => Fuzz(kind, Ordinary, seed: 1);

    [Theory]
    [Trait(TestGroups.Trait, TestGroups.Slow)]
    [MemberData(nameof(KindsInPieces))]
    public void A_damaged_file_is_refused_in_one_line_or_read_two_hundred_thousand_times(string kind, int piece) =>
        Fuzz(kind, ThoroughPiece, seed: 100 + piece);

    // What the fuzzer found.
    [Fact]
    public void Rows_of_no_width_are_read_as_nothing()
    {
        using var folder = new TemporaryFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("x.gguf", TinyFiles.GgufOfNoWidth()));

        using var tensor = checkpoint.Weights.Load("model.layers.0.self_attn.q_proj.weight", ScalarType.Float32, Device.Cpu);

        Assert.Equal(0, tensor.NumberOfElements);
    }

    [Fact]
    public void A_way_of_splitting_spelled_in_control_characters_is_shown_escaped_and_in_one_line()
    {
        using var folder = new TemporaryFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("x.gguf", TinyFiles.GgufThatSplitsLike("gpt\n2")));

        var error = Assert.Throws<DemurException>(() => checkpoint.Tokenizer);

        Assert.Contains("gpt\\u000a2", error.Message, StringComparison.Ordinal);
    }

    private static void Fuzz(string kind, int count, int seed)
    {
        using var folder = new TemporaryFolder();
        folder.Write("model.safetensors", TinyFiles.Safetensors());
        var (original, path, read) = Target(kind, folder);
        File.Delete(folder.File(path));
        read(folder.Write(path, original));
        var (refused, before) = (0, TensorTests.LiveTensors());
        for (var index = 0; index < count; index++)
        {
            var number = (seed * 1_000_003) + index;
            var damaged = path.EndsWith(".json", StringComparison.Ordinal) && index % 2 == 0
                ? JsonMutator.Mutate(original, new Random(number))
                : new Mutator(number).Damage(original, Math.Min(original.Length, 1400));

            // A new file each time: writing over the old one makes some file systems wait for the disk.
            File.Delete(folder.File(path));
            refused += Refuses(folder.Write(path, damaged), read, $"{kind}, seed {number}") ? 1 : 0;
        }

        Assert.Equal(before, Tensor.LiveCount);
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {count:N0} damaged files, {refused:N0} refused, the others read");

        // Damage that is never noticed would mean that nothing is checked, damage that always is that nothing is tried.
        Assert.InRange(refused, count / 10, count - 1);
    }

    private static bool Refuses(string path, Action<string> read, string what)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(path);
            return false;
        }
        catch (DemurException error)
        {
            Assert.False(error.Message.Any(char.IsControl), $"{what}: the message is not one line: {error.Message}");
            return true;
        }
        catch (Exception error) when (error is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"{what}: {error.GetType().Name} instead of a clear message", error);
        }
        finally
        {
            var limit = AllocationFloor + (AllocationPerByte * new FileInfo(path).Length);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, limit);
        }
    }

    private static (byte[] Original, string Path, Action<string> Read) Target(string kind, TemporaryFolder folder) => kind switch
    {
        "safetensors" => (TinyFiles.Safetensors(), "x.safetensors", path => LoadAll(SafetensorsSource.Open(path))),
        "gguf" => (TinyFiles.Gguf(), "x.gguf", ReadGguf),
        "gguf-pieces" => (TinyFiles.GgufOfPieces(), "x.gguf", ReadGguf),
        "adapter" => (AdapterFile(folder, "adapter_model.safetensors"), "adapter_model.safetensors", _ => LoadAdapter(folder)),
        "adapter-config" => (AdapterFile(folder, "adapter_config.json"), "adapter_config.json", _ => LoadAdapter(folder)),
        "config" => (Encoding.UTF8.GetBytes(TinyFiles.Config), "config.json", path => ModelConfig.Read(path)),
        _ => (TinyFiles.Index(), "model.safetensors.index.json", path => LoadAll(SafetensorsSource.OpenSharded(path))),
    };

    // Writes a sound adapter into the folder, of which one file is damaged then.
    private static byte[] AdapterFile(TemporaryFolder folder, string name)
    {
        var whole = folder.File("whole");
        using var adapter = LoraAdapter.Create(AdapterBase.Value, new LoraOptions { Rank = 2, Dora = true, TargetModules = ["q_proj", "down_proj"] }, seed: 1);
        adapter.Save(whole, "base");
        foreach (var file in Directory.GetFiles(whole))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }

        return File.ReadAllBytes(folder.File(name));
    }

    private static void LoadAdapter(TemporaryFolder folder) => LoraAdapter.Load(AdapterBase.Value, folder.Path, attach: false).Dispose();

    private static void ReadGguf(string path)
    {
        using var checkpoint = Checkpoint.Open(path);
        _ = checkpoint.HasTokenizer ? checkpoint.Tokenizer.EncodeToIds("a ab  b\u00A0<x>") : [];
        Load(checkpoint.Weights);
    }

    private static void LoadAll(ITensorSource source)
    {
        using (source)
        {
            Load(source);
        }
    }

    private static void Load(ITensorSource source)
    {
        foreach (var info in source.Tensors.Values)
        {
            source.Load(info.Name, ScalarType.Float32, Device.Cpu).Dispose();
        }
    }
}
