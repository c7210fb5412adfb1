using Xunit;

namespace Demur.Tests.Models.Checkpoints.Gguf;

/// <summary>Shapes that GGUF can hold and no golden model has, as changes of a tiny Llama's <c>config.json</c>.</summary>
internal static class UnusualShapes
{
    public static TheoryData<string> All =>
    [
        """{"model_type":"gemma","head_dim":16}""",
        """{"rope_scaling":{"type":"yarn","factor":4,"original_max_position_embeddings":32,"beta_fast":16}}""",
        """{"model_type":"phi3","original_max_position_embeddings":32,"rope_scaling":{"type":"longrope","short_factor":[1,1,1,1],"long_factor":[1,2,4,8]}}""",
        """{"model_type":"gemma2","head_dim":8,"query_pre_attn_scalar":8,"sliding_window":8,"layer_types":["full_attention","sliding_attention"],"attn_logit_softcapping":5}""",
        """{"model_type":"gemma3_text","head_dim":8,"query_pre_attn_scalar":8,"sliding_window":8,"sliding_window_pattern":2,"rope_local_base_freq":777,"rope_scaling":{"type":"linear","factor":2}}""",
        """{"model_type":"qwen3","head_dim":16,"num_key_value_heads":1}""",
    ];
}
