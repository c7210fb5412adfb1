using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Demur.Tensors;
using Demur.Training.Trainers;

namespace Demur.Tests.Testing;

/// <summary>Hashes every bit of trained weights, to tell whether two runs ended alike.</summary>
internal static class WeightsHash
{
    public static string Of(IReadOnlyList<TrainableParameter> parameters)
    {
        using var scope = new TensorScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var parameter in parameters)
        {
            hash.AppendData(MemoryMarshal.AsBytes<float>(parameter.Value.Detach().ToArray<float>()));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
